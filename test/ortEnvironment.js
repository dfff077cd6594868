const { TestEnvironment } = require('jest-environment-node');

/**
 * jest's node environment with Node's own Float32Array: tests run in a realm of their own, and
 * onnxruntime-node refuses arrays that are not of the realm in which its native part was loaded.
 */
module.exports = class OrtEnvironment extends TestEnvironment {
  async setup() {
    await super.setup();
    this.global.Float32Array = Float32Array;
  }
};
