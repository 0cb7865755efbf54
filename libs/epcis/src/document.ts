import { namespaceOf } from './names.js';

const EPCIS_CONTEXT = 'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld';

/** What stands before, between and behind the events of a document, so that one of any length can be written. */
export function documentFrame(createdAt: number, baseUrl: string): { head: string; between: string; tail: string } {
  const context = JSON.stringify([EPCIS_CONTEXT, { relais: namespaceOf(baseUrl) }]);
  const creationDate = JSON.stringify(new Date(createdAt).toISOString());
  return {
    head: `{"@context":${context},"type":"EPCISDocument","schemaVersion":"2.0","creationDate":${creationDate},"epcisBody":{"eventList":[\n`,
    between: ',\n',
    tail: '\n]}}\n',
  };
}
