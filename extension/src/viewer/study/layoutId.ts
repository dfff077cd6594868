/**
 * Layouts by id. reading: sagittal T2 and axial T2. sequences: every weighting there is. disc: sagittal
 * and the plane of the chosen disc. comparison: sagittal now and then, axial now and then.
 */
export type LayoutId = 'reading' | 'sequences' | 'disc' | 'comparison';
