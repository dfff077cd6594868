/**
 * Where this repository is published, for example 'https://github.com/<owner>/<name>'; null as long as it is nowhere. The
 * one place: the packages' `repository`, `homepage` and `bugs`, their provenance, and the links of their READMEs follow.
 */
export const REPOSITORY: string | null = null;

/** What a published manifest says of it; without an address nothing, since npm links whatever stands there. */
export function repositoryFields(address: string | null, folder: string): object {
  return address === null
    ? {}
    : {
        repository: { type: 'git', url: `git+${address}.git`, directory: folder },
        homepage: `${address}#readme`,
        bugs: { url: `${address}/issues` },
      };
}

/**
 * A text of the repository as it stands alone in a package: links to other files and pictures lead to the repository,
 * or are words where it has no address.
 *
 * @param from the text's folder in the repository, '' for its root
 */
export function standingAlone(
  markdown: string,
  { address, version, from }: { address: string | null; version: string; from: string }
): string {
  return markdown.replace(
    /!?\[((?:[^\]\\]|\\.)*)\]\((?!https:|#)([^)\s]+)\)/g,
    (_link, words: string, target: string) => {
      if (address === null) {
        return words;
      }
      const { pathname, hash } = new URL(target, `file:///${from === '' ? '' : `${from}/`}`);
      return `[${words}](${address}/blob/v${version}${pathname}${hash})`;
    }
  );
}
