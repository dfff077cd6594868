"""Training of the DeepSPINE models: data reading, augmentation, networks, figures."""
