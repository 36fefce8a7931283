import { type Finding, oneOf, unless } from './findings';

interface Context {
  readonly runAsUser?: number;
  readonly runAsGroup?: number;
  readonly fsGroup?: number;
  readonly privileged?: boolean;
  readonly allowPrivilegeEscalation?: boolean;
  readonly seccompProfile?: Profile;
  readonly appArmorProfile?: Profile;
}

interface Profile {
  readonly type: string;
  readonly localhostProfile?: string;
}

/** What the kernel lets a container do: a profile of the runtime, of a file on the node, or none. */
const profileProblems = (path: string, profile: Profile | undefined): readonly Finding[] => [
  ...oneOf(`${path}.type`, profile?.type, ['RuntimeDefault', 'Unconfined', 'Localhost']),
  ...unless(
    (profile?.type === 'Localhost') === (profile?.localhostProfile !== undefined),
    path,
    () => 'names a file and another type, or neither',
    'give localhostProfile with type Localhost alone',
  ),
];

/** What a pod or a container may do. */
export function contextProblems(path: string, context: Context | undefined): readonly Finding[] {
  if (context === undefined) return [];
  const { privileged, allowPrivilegeEscalation, seccompProfile, appArmorProfile } = context;
  return [
    ...(['runAsUser', 'runAsGroup', 'fsGroup'] as const).flatMap((field) =>
      unless(
        (context[field] ?? 0) >= 0 && (context[field] ?? 0) < 2 ** 31,
        `${path}.${field}`,
        () => `is ${context[field]}`,
        'give a number of at least 0',
      ),
    ),
    ...unless(
      !(privileged === true && allowPrivilegeEscalation === false),
      `${path}.allowPrivilegeEscalation`,
      () => 'is false beside privileged',
      'drop one of them',
    ),
    ...profileProblems(`${path}.seccompProfile`, seccompProfile),
    ...profileProblems(`${path}.appArmorProfile`, appArmorProfile),
  ];
}
