const BEGINNING = '# Written by cdk8s-istio from ';

/** The first line of every file of `dist/`: what wrote it, and from what. */
export const header = (source: string): string =>
  `${BEGINNING}${source}. Do not edit: change the sources and synthesize again.\n`;

/** Whether a file's text is ours to replace. */
export const isOurs = (text: string): boolean => text.startsWith(BEGINNING);
