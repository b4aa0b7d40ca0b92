/** A file that was rendered from a document. @public */
export interface RenderedFile {
  /** Path in the repository. */
  path: string;
  content: string;
}
