"""A parametric lumbar spine: anatomy whose grades follow from its geometry, and its MR images.

parameters  what varies between patients, discs and sides
spine       frames of vertebrae and discs in patient space (LPS, mm)
shapes      implicit surfaces (signed distances in mm, negative inside)
tissue      which tissue is at a point
truth       the nine grades, measured on the geometry by the published criteria
signal      tissue to MR signal
acquisition slices with profile, resolution, shading and noise
"""
