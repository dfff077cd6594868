/** Offers a DICOM file to the person as a download. */
export function download(part10: ArrayBuffer, fileName: string): void {
  const url = URL.createObjectURL(new Blob([part10], { type: 'application/dicom' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  // The browser reads the URL after the click has been handled.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
