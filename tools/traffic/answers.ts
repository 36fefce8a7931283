import type { Answer } from './ask';

export interface Called {
  readonly app?: string;
  readonly version?: string;
  readonly status?: number;
  readonly calls?: readonly Called[];
}

/** What the stand-ins for Bookinfo's services say that they called. */
export const callsOf = ({ body }: Answer): readonly Called[] => {
  try {
    return (JSON.parse(body) as Called).calls ?? [];
  } catch {
    return [];
  }
};
/** Version of reviews that answered; `-` if none did. */
export const versionOf = (answer: Answer): string =>
  callsOf(answer).find(({ app }) => app === 'reviews')?.version ?? '-';
