/** What a route of the Gateway API names. */
export interface Reference {
  readonly kind?: string | undefined;
  readonly name: string;
  readonly namespace?: string | undefined;
}

/** What the rules on destinations read of a route of the Gateway API, of whatever kind. */
export interface ApiRoute {
  readonly parentRefs?: readonly Reference[] | undefined;
  readonly rules?:
    | readonly {
        readonly backendRefs?: readonly Reference[] | undefined;
        readonly filters?:
          | readonly { readonly requestMirror?: { readonly backendRef: Reference } | undefined }[]
          | undefined;
      }[]
    | undefined;
}
