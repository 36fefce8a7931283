/** What is written of an object, or of its metadata; nothing of one that cannot be written, which is said when all are (MESH361). */
export function asJson<T>(object: { toJson(): T }): T | undefined {
  try {
    return object.toJson();
  } catch {
    return undefined;
  }
}
