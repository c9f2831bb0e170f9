import { hash } from 'node:crypto';
import type { Document } from '#core/pack/document.ts';

/** A document of which nothing is known but its texts. */
export function textDocument({ id, title, body }: Pick<Document, 'id' | 'title' | 'body'>): Document {
  return {
    id,
    url: `https://collection.example/${encodeURIComponent(id)}`,
    title,
    description: '',
    headings: '',
    body,
    site: 'collection.example',
    path: '/',
    content_type: 'text/plain',
    language: 'en',
    published_at_ms: null,
    modified_at_ms: null,
    hash: hash('sha256', `${title}\n${body}`, 'hex'),
    types: [],
    fields: {},
    sections: [],
    max_snippet: null,
    unshown: [],
    fingerprint: '',
    anchors: '',
    links_in: 0,
  };
}
