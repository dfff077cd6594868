/** The ES module face of the UMD bundle, which has put its default export on the window. */
export default globalThis['@deepspine/extension'];
