export { type CollectedRead, type CollectedTable, collectRead, type ReadRequest } from './collect-read.ts';
export { conformance } from './conformance/conformance.ts';
export type {
  Asking,
  AskingSubject,
  Check,
  ConnectorSubject,
  ReadableTable,
  Subject,
  Surroundings,
  Trouble,
} from './conformance/subject.ts';
export { type Called, type FakeHost, type FakeHostOptions, fakeHost } from './fake-host.ts';
export { type Answering, type FakeRequest, type FakeWorld, fakeHttp } from './fake-http.ts';
