export { isColumnType } from '../column.ts';
export {
  type AddressGuard,
  addressClass,
  addressGuard,
  addressRefused,
  canonicalHost,
  type Place,
  placeIn,
  withMetadata,
} from './address.ts';
export type {
  EngineAnswer,
  EngineFailure,
  EngineOrder,
  EngineQuestion,
  FromEngine,
  LandedRows,
  MostLanded,
  ToEngine,
} from './engine-protocol.ts';
export {
  createMetaSql,
  createRemoteAttachSql,
  type ExtractRow,
  insertMetaSql,
  insertRemoteAttachSql,
  type RemoteAttach,
  type SqlConnection,
  writeExtractTables,
} from './extract-sql.ts';
export { type Failure, type FailureClass, failureClasses, failureOf } from './failure.ts';
export type { SocketGrant } from './guarded-lookup.ts';
export { loadExtension, type WantedExtension } from './load-extension.ts';
export {
  type Command,
  type DeletesMessage,
  type DeliveryFile,
  type FromChild,
  type HttpAnswer,
  type HttpCall,
  type JobTask,
  longestResult,
  protocol,
  type RowsMessage,
  type RunOrder,
  type ToChild,
} from './protocol.ts';
export { defaultMode } from './table-mode.ts';
