/** British spellings of words that occur here; the repository writes as DICOM and OHIF do. */
export const BRITISH =
  /\b(?:\w*(?:metre|colour|neighbour|behaviour|tumour)\w*|cent(?:re[sd]?|ring)|(?:re|un)?labell(?:ed|ing)|cancelling|licences?|learnt|analys(?:ed?|ing|er)|judgement|grey|artefacts?|(?:local|normal|recogn|natural|organ|visual|summar|minim|general|anonym|sacral|lumbar|initial|serial)is(?:e[drs]?|ing|ation|er))\b/gi;
