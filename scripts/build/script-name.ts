import type { Plugin } from 'vite';

/**
 * Gives a built script a name of its own in error stacks. A script in the page's world would else appear there under its
 * address, which holds the extension's id.
 */
export function scriptName(file: string, name: string): Plugin {
  return {
    name: 'tender:script-name',
    generateBundle: {
      // After the scripts for pages, which are emitted as assets.
      order: 'post',
      handler(_options, bundle) {
        const script = bundle[file];
        if (!script) this.error(`there is no ${file} to name`);
        const comment = `//# sourceURL=${name}\n`;
        if (script.type === 'chunk') script.code += comment;
        else script.source = `${script.source.toString()}${comment}`;
      },
    },
  };
}
