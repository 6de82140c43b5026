export { type CollectedRead, type CollectedTable, collectRead, type ReadRequest } from './collect-read.ts';
export { type Called, type FakeHost, type FakeHostOptions, fakeHost } from './fake-host.ts';
export { type Answering, type FakeRequest, type FakeWorld, fakeHttp } from './fake-http.ts';
