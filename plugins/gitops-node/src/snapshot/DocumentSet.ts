import { isUtf8 } from 'node:buffer';
import type {
  PlatformDocument,
  ServiceDocument,
  TenantDocument,
} from '@mctl/plugin-platform-common';
import { readDocument, type DocumentReading } from '../documents/readDocument';
import { locateDocument, PLATFORM_DOCUMENT_PATH } from '../paths';
import type { DocumentEntry } from '../types';

type Faults = readonly string[];

function isSorted(keys: Iterable<string>): boolean {
  let last = '';
  for (const key of keys) {
    if (key < last) {
      return false;
    }
    last = key;
  }
  return true;
}

/** In the order of the keys, which most changes leave as it is. */
function sorted<T>(map: ReadonlyMap<string, T>): ReadonlyMap<string, T> {
  if (isSorted(map.keys())) {
    return map;
  }
  return new Map(
    Array.from(map).sort(([a], [b]) => (a < b ? -1 : Number(a > b))),
  );
}

/**
 * The documents of a commit while they are put together, starting from those of
 * another commit.
 */
export class DocumentSet {
  #platform: DocumentEntry<PlatformDocument> | undefined;
  readonly #tenants: Map<string, DocumentEntry<TenantDocument>>;
  readonly #services: Map<string, DocumentEntry<ServiceDocument>>;
  readonly #invalid: Map<string, Faults>;

  constructor(from?: {
    platform: DocumentEntry<PlatformDocument>;
    tenants: ReadonlyMap<string, DocumentEntry<TenantDocument>>;
    services: ReadonlyMap<string, DocumentEntry<ServiceDocument>>;
    invalid: ReadonlyMap<string, Faults>;
  }) {
    this.#platform = from?.platform;
    this.#tenants = new Map(from?.tenants);
    this.#services = new Map(from?.services);
    this.#invalid = new Map(from?.invalid);
  }

  /** The Platform document; the last valid one when it is invalid now. */
  get platform(): DocumentEntry<PlatformDocument> | undefined {
    return this.#platform;
  }

  get tenants(): ReadonlyMap<string, DocumentEntry<TenantDocument>> {
    return sorted(this.#tenants);
  }

  get services(): ReadonlyMap<string, DocumentEntry<ServiceDocument>> {
    return sorted(this.#services);
  }

  get invalid(): ReadonlyMap<string, Faults> {
    return sorted(this.#invalid);
  }

  /** Takes a document in. What cannot be read is out of service. */
  put(path: string, content: Buffer): void {
    if (!isUtf8(content)) {
      this.refuse(path, ['the file is no UTF-8 text']);
      return;
    }
    const text = content.toString();
    const location = locateDocument(path);
    this.#invalid.delete(path);
    if (location?.kind === 'Platform') {
      const entry = this.#accept(path, text, readDocument(location, text));
      this.#platform = entry ?? this.#platform;
    } else if (location?.kind === 'Tenant') {
      const entry = this.#accept(path, text, readDocument(location, text));
      if (entry) {
        this.#tenants.set(location.tenant, entry);
      }
    } else if (location?.kind === 'Service') {
      const entry = this.#accept(path, text, readDocument(location, text));
      if (entry) {
        this.#services.set(`${location.tenant}/${location.service}`, entry);
      }
    }
  }

  /** Takes a document out of service for what is wrong with it. */
  refuse(path: string, faults: Faults): void {
    this.#forget(path);
    this.#invalid.set(path, faults);
  }

  /** A document is no longer there. */
  remove(path: string): void {
    if (path === PLATFORM_DOCUMENT_PATH) {
      this.refuse(path, ['the file is missing']);
    } else {
      this.#forget(path);
    }
  }

  #forget(path: string): void {
    const location = locateDocument(path);
    this.#invalid.delete(path);
    if (location?.kind === 'Tenant') {
      this.#tenants.delete(location.tenant);
    } else if (location?.kind === 'Service') {
      this.#services.delete(`${location.tenant}/${location.service}`);
    }
  }

  #accept<T>(
    path: string,
    text: string,
    reading: DocumentReading<T>,
  ): DocumentEntry<T> | undefined {
    if ('document' in reading) {
      return { path, document: reading.document, text };
    }
    this.refuse(path, reading.faults);
    return undefined;
  }
}
