/**
 * ONNX Runtime for Node. On Linux and Windows its builds send usage data unless ORT_DISABLE_TELEMETRY is set when the
 * library is loaded (onnxruntime's Privacy.md): nothing leaves a hospital from here. Every import of it goes through
 * this module; lint sees to that.
 */
import './noTelemetry';

export { env, InferenceSession, Tensor } from 'onnxruntime-node';
