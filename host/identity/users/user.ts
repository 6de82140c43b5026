/** A person, or the host itself where `isService` says so. The id never changes; the address may. */
export interface User {
  readonly id: string;
  readonly email: string;
  readonly name?: string;
  readonly active: boolean;
  readonly isService: boolean;
  /** PHC string; absent while the user has no password. */
  readonly passwordHash?: string;
}
