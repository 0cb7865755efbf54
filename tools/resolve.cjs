// Where dependency-cruiser finds `#libs/<name>`: in the sources, not in the build that package.json points at.
const { readdirSync } = require('node:fs');
const { resolve } = require('node:path');

const libs = resolve(__dirname, '../libs');

module.exports = {
  resolve: {
    alias: Object.fromEntries(readdirSync(libs).map((name) => [`#libs/${name}$`, resolve(libs, name, 'src/index.ts')])),
  },
};
