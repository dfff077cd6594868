/** A published viewer: npm's `@ohif/app`, whose tarball holds the whole prebuilt viewer. */
export interface Release {
  readonly version: string;
  /** Base64 SHA-512 of the tarball, npm's `dist.integrity` without its prefix. */
  readonly sha512: string;
}

export const DEFAULT_VERSION = '3.13.2';

export const RELEASES: readonly Release[] = [
  {
    version: '3.13.2',
    sha512:
      'WZdxmpmG7rqFgW9ZJLcbgr3XCtLi1KDNPoMaeY5PPe6j4G4fjEjjkycZM6C6Zk2F87BKxFfpq+jd5xXZB9E8EA==',
  },
  {
    version: '3.12.10',
    sha512:
      '0kuF66Mq9c9dMD++bUsTjMrJpXJwaZhz9B4uS244DawAjSkTwIYFU93pxPuRUQixaRi7QAHlF3Fe1qudBlZrmA==',
  },
];

/** Not released yet: `npm run test:viewers` looks at these too, so that a release brings no surprise. */
export const PREVIEWS: readonly Release[] = [
  {
    version: '3.14.0-beta.6',
    sha512:
      'QwA0talqhh4VlUR+QgT2t8FP7NpX++4s6Z9Cp5VIcta3JMd2zGBPTp/R9t7JaX0Xi1AHAZAJxTv502R+SawaBg==',
  },
];
