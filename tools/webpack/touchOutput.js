const fs = require('node:fs');
const path = require('node:path');

const NAME = 'TouchOutputPlugin';

/**
 * Gives an output the time at which its build began. webpack leaves a file alone whose content stays the
 * same; with this, an output that is older than a source means that there is something to build.
 */
module.exports = class TouchOutputPlugin {
  constructor(file) {
    this.file = file;
  }

  apply(compiler) {
    compiler.hooks.done.tap(NAME, stats => {
      if (!stats.hasErrors()) {
        const began = new Date(stats.startTime);
        fs.utimesSync(path.join(compiler.outputPath, this.file), began, began);
      }
    });
  }
};
