import type { Vec3 } from '../../findings';
import { type Code, codeItem } from '../codes';
import { decimalString } from '../format';
import type { NaturalizedDataset } from '../record';

/** How an item relates to its parent (PS3.3, C.17.3.2.4). */
export type Relation =
  | 'CONTAINS'
  | 'HAS CONCEPT MOD'
  | 'HAS OBS CONTEXT'
  | 'HAS ACQ CONTEXT'
  | 'HAS PROPERTIES'
  | 'INFERRED FROM'
  | 'SELECTED FROM';

/** A content item of an SR document tree, naturalized. */
export type ContentItem = NaturalizedDataset;

type Children = readonly (ContentItem | null)[];

function item(
  relation: Relation,
  valueType: string,
  name: Code | null,
  value: NaturalizedDataset,
  children: Children = []
): ContentItem {
  const content = children.filter(child => child !== null);
  return {
    RelationshipType: relation,
    ValueType: valueType,
    ...(name ? { ConceptNameCodeSequence: [codeItem(name)] } : {}),
    ...value,
    ...(content.length ? { ContentSequence: content } : {}),
  };
}

export const container = (
  relation: Relation,
  name: Code,
  children: Children,
  template?: string
): ContentItem =>
  item(
    relation,
    'CONTAINER',
    name,
    {
      ContinuityOfContent: 'SEPARATE',
      ...(template
        ? {
            ContentTemplateSequence: [{ MappingResource: 'DCMR', TemplateIdentifier: template }],
          }
        : {}),
    },
    children
  );

export const text = (relation: Relation, name: Code, value: string, children?: Children) =>
  item(relation, 'TEXT', name, { TextValue: value }, children);

export const code = (relation: Relation, name: Code, value: Code, children?: Children) =>
  item(relation, 'CODE', name, { ConceptCodeSequence: [codeItem(value)] }, children);

export const uidRef = (relation: Relation, name: Code, uid: string) =>
  item(relation, 'UIDREF', name, { UID: uid });

export const personName = (relation: Relation, name: Code, value: string) =>
  item(relation, 'PNAME', name, { PersonName: value });

/** A number; where DS is not exact enough the double stands beside it (Floating Point Value). */
export function number(
  relation: Relation,
  name: Code,
  value: number,
  unit: Code,
  children?: Children
): ContentItem {
  const decimal = decimalString(value);
  const exact = Number(decimal) === value ? {} : { FloatingPointValue: value };
  return item(
    relation,
    'NUM',
    name,
    {
      MeasuredValueSequence: [
        { NumericValue: decimal, ...exact, MeasurementUnitsCodeSequence: [codeItem(unit)] },
      ],
    },
    children
  );
}

/** A referenced image instance. */
export interface ImageInstance {
  readonly sopClassUID: string;
  readonly sopInstanceUID: string;
  readonly frameNumber?: number;
  /** Of a segmentation: the one segment that is meant. */
  readonly segmentNumber?: number;
}

export const image = (relation: Relation, name: Code | null, instance: ImageInstance) =>
  item(relation, 'IMAGE', name, {
    ReferencedSOPSequence: [
      {
        ReferencedSOPClassUID: instance.sopClassUID,
        ReferencedSOPInstanceUID: instance.sopInstanceUID,
        ...(instance.frameNumber === undefined
          ? {}
          : { ReferencedFrameNumber: instance.frameNumber }),
        ...(instance.segmentNumber === undefined
          ? {}
          : { ReferencedSegmentNumber: instance.segmentNumber }),
      },
    ],
  });

/**
 * 2D coordinates on one image: column\row pairs in which the center of the first pixel is 0.5\0.5
 * (PS3.3, C.18.6.1.2).
 */
export const imageCoordinates = (
  relation: Relation,
  name: Code,
  graphic: 'POINT' | 'POLYLINE',
  points: readonly (readonly [number, number])[],
  instance: ImageInstance
) =>
  item(
    relation,
    'SCOORD',
    name,
    { GraphicType: graphic, GraphicData: points.flat().map(Math.fround) },
    [image('SELECTED FROM', null, instance)]
  );

/** 3D coordinates in patient space, LPS mm (PS3.3, C.18.9). */
export const patientCoordinates = (
  relation: Relation,
  name: Code,
  graphic: 'POINT' | 'MULTIPOINT' | 'POLYLINE',
  points: readonly Vec3[],
  frameOfReferenceUID: string
) =>
  item(relation, 'SCOORD3D', name, {
    GraphicType: graphic,
    GraphicData: points.flat().map(Math.fround),
    ReferencedFrameOfReferenceUID: frameOfReferenceUID,
  });
