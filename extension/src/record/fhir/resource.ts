/** A FHIR R4 element as it stands in JSON. */
export type FhirElement = Readonly<Record<string, unknown>>;
export interface FhirResource extends FhirElement {
  readonly resourceType: string;
}
export interface FhirBundle extends FhirResource {
  readonly resourceType: 'Bundle';
  readonly entry: readonly { readonly fullUrl: string; readonly resource: FhirResource }[];
}
