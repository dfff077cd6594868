/** How findings refer to the viewer's images, where scripts outside of this repository look for it. */
export { imageReference } from './images/pixels';
