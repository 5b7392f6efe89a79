import { type ApiObject, JsonPatch } from 'cdk8s';

/**
 * Adds fields that are newer than the Kubernetes model of cdk8s-plus-28. That model drops what it does not know, and
 * patches made with `addJsonPatch` as well, since they are applied before it (cdk8s-team/cdk8s#2172); so these are
 * put in after everything else.
 *
 * @param fields from a JSON pointer to the value there; what holds the field must exist
 */
export function addLaterFields(object: ApiObject, fields: Readonly<Record<string, unknown>>): void {
  const toJson = object.toJson.bind(object);
  const patches = Object.entries(fields).map(([pointer, value]) => JsonPatch.add(pointer, value));
  object.toJson = () => JsonPatch.apply(toJson(), ...patches);
}
