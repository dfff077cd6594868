/** Read by ONNX Runtime's native library when it is loaded. */
process.env.ORT_DISABLE_TELEMETRY = '1';
