/**
 * A kept connection may be closed while this process is busy; all that is asked here may be asked twice
 * (RFC 9110, 9.2.2).
 */
const ask = (url: string, options: RequestInit): Promise<Response> =>
  fetch(url, options).catch(() => fetch(url, options));

/** The three services of an archive that a viewer uses (PS3.18), asked as plainly as possible. */
export class DicomWeb {
  /** @param root URL without a closing slash */
  constructor(readonly root: string) {}

  /** STOW-RS (PS3.18, 10.5): stores Part 10 files; returns the status and the response's data set. */
  async store(files: readonly Uint8Array[]): Promise<{ status: number; answer: object }> {
    const boundary = 'deepspine-boundary';
    const type = 'multipart/related; type="application/dicom"';
    const parts = files.flatMap(file => [
      Buffer.from(`--${boundary}\r\nContent-Type: application/dicom\r\n\r\n`),
      Buffer.from(file),
      Buffer.from('\r\n'),
    ]);
    const response = await ask(`${this.root}/studies`, {
      method: 'POST',
      headers: {
        'Content-Type': `${type}; boundary=${boundary}`,
        Accept: 'application/dicom+json',
      },
      body: Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]),
    });
    return { status: response.status, answer: (await response.json()) as object };
  }

  /** WADO-RS: the metadata of every instance of a series, DICOM JSON. */
  async metadata(study: string, series: string): Promise<object[]> {
    const response = await ask(`${this.root}/studies/${study}/series/${series}/metadata`, {
      headers: { Accept: 'application/dicom+json' },
    });
    return (await response.json()) as object[];
  }

  /** WADO-RS: one instance as the Part 10 file that the archive holds, or as `accept` asks for it. */
  async instance(
    study: string,
    series: string,
    instance: string,
    accept = 'multipart/related; type="application/dicom"; transfer-syntax=*'
  ): Promise<Uint8Array> {
    const response = await ask(
      `${this.root}/studies/${study}/series/${series}/instances/${instance}`,
      { headers: { Accept: accept } }
    );
    return onlyPart(Buffer.from(await response.arrayBuffer()));
  }
}

/** The body of the one part of a multipart answer. */
function onlyPart(body: Buffer): Uint8Array {
  const start = body.indexOf('\r\n\r\n') + 4;
  const boundary = body.subarray(body.indexOf('--'), body.indexOf('\r\n'));
  const end = body.indexOf(Buffer.concat([Buffer.from('\r\n'), boundary]), start);
  return new Uint8Array(body.subarray(start, end));
}
