/** Where a package comes from. Each is exact: the same source gives the same bytes tomorrow, or an error. */
export type PackageSource =
  | { readonly type: 'folder'; readonly path: string }
  | {
      readonly type: 'archive';
      /** A file of this machine; or `url`. */
      readonly file?: string;
      readonly url?: string;
      /** `sha256-` and the hash of the archive, in hex or base64. */
      readonly integrity: string;
      /** The folder of the package inside the archive. Without one: the archive's only folder, else the whole. */
      readonly path?: string;
    }
  | {
      readonly type: 'git';
      readonly url: string;
      readonly commit: string;
      /** The branch or tag that the commit was found by; for people. */
      readonly ref?: string;
      readonly path?: string;
      readonly token?: string;
    };

/** A source by its kind. */
export type SourceOf<Type extends PackageSource['type']> = Extract<PackageSource, { type: Type }>;
