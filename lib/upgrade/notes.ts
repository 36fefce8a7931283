import { MINORS, type Minor, releaseOf, traits, variables } from '../istio/versions';

const of = (minor: Minor) => traits({ version: minor });

/** What users notice between two minors: Istio's own notes, variables that are read no longer, and templates that come or go. */
export function upgradeNotes(from: Minor, to: Minor): readonly string[] {
  const between = MINORS.slice(MINORS.indexOf(from) + 1, MINORS.indexOf(to) + 1);
  const [before, after] = [variables(from), variables(to)];
  const gone = [...before].filter((name) => !after.has(name)).sort();
  const added = of(to).templates.filter((name) => !of(from).templates.includes(name));
  const lost = of(from).templates.filter((name) => !of(to).templates.includes(name));
  return [
    ...between.flatMap((minor) => releaseOf(minor).notes),
    ...(gone.length > 0 ? [`No longer read: ${gone.join(', ')}.`] : []),
    ...(added.length > 0 ? [`New injection templates: ${added.join(', ')}.`] : []),
    ...(lost.length > 0 ? [`Injection templates that are gone: ${lost.join(', ')}.`] : []),
  ];
}
