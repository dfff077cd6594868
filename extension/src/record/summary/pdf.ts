import {
  concatTransformationMatrix,
  drawObject,
  PDFDocument,
  popGraphicsState,
  pushGraphicsState,
  rgb,
  StandardFonts,
  type PDFRef,
} from '@cantoo/pdf-lib';
import { PRODUCT } from '../product';
import type { Color, GrayPicture, Page } from './page';

export interface PdfOptions {
  readonly title: string;
  /** Stands in the file; equal pages of equal times are equal bytes. */
  readonly now: Date;
}

const shade = ([red, green, blue]: Color) => rgb(red / 255, green / 255, blue / 255);

/** Gray values as an image of the document, compressed without loss. */
function embedded(document: PDFDocument, { columns, rows, pixels }: GrayPicture): PDFRef {
  const stream = document.context.flateStream(pixels, {
    Type: 'XObject',
    Subtype: 'Image',
    Width: columns,
    Height: rows,
    ColorSpace: 'DeviceGray',
    BitsPerComponent: 8,
  });
  return document.context.register(stream);
}

/**
 * A page as a PDF of one page, with its text as text. The two fonts are standard ones of PDF (ISO 32000-1, 9.6.2.2),
 * which every reader has.
 */
export async function pdfPage(
  { width, height, items }: Page,
  { title, now }: PdfOptions
): Promise<Uint8Array> {
  const document = await PDFDocument.create({ updateMetadata: false });
  document.setTitle(title);
  document.setProducer(`${PRODUCT.model} ${PRODUCT.version}`);
  document.setCreationDate(now);
  document.setModificationDate(now);
  const fonts = {
    regular: await document.embedFont(StandardFonts.Helvetica),
    bold: await document.embedFont(StandardFonts.HelveticaBold),
  };
  const page = document.addPage([width, height]);
  for (const item of items) {
    const { x } = item;
    switch (item.kind) {
      case 'box':
        page.drawRectangle({
          x,
          y: height - item.y - item.height,
          width: item.width,
          height: item.height,
          color: shade(item.color),
        });
        break;
      case 'text':
        page.drawText(item.text, {
          x,
          y: height - item.y,
          size: item.size,
          font: fonts[item.font],
          color: shade(item.color),
        });
        break;
      case 'picture': {
        const { width: wide, height: high, y } = item;
        page.pushOperators(
          pushGraphicsState(),
          concatTransformationMatrix(wide, 0, 0, high, x, height - y - high),
          drawObject(page.node.newXObject('Picture', embedded(document, item.picture))),
          popGraphicsState()
        );
      }
    }
  }
  return document.save({ useObjectStreams: false });
}
