import { open } from 'node:fs/promises';
import { LearningError, type ModelFormat } from '@atelier/learning';
import type { ReceivedFile } from '@atelier/program';

const headBytes = 65_536;

/** What the files are, by their bytes; the Spark job's by their names. Throws `learning.model_invalid` for none of these. */
export async function detectFormat(files: readonly ReceivedFile[]): Promise<ModelFormat> {
  if (files.length > 1) return 'spark';
  const head = await headOf(files[0].path);
  const text = head.toString('utf8').trimStart();
  if (/^tree\r?\n/.test(text)) return 'lightgbm';
  if (text.startsWith('{')) {
    if (/"learner"\s*:/.test(text)) return 'xgboost';
    if (/"(oblivious_trees|features_info|model_info|ctr_data)"\s*:/.test(text)) return 'catboost';
    throw unknown('it is JSON, but neither of XGBoost nor of CatBoost');
  }
  // The first field of every ONNX file is its version, a small number.
  if (head[0] === 0x08 && head[1] < 0x20) return 'onnx';
  throw unknown('it begins as none of these do');
}

async function headOf(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function unknown(why: string): LearningError {
  const known = "XGBoost's JSON, LightGBM's text, CatBoost's JSON, an ONNX file, or the six files of the Spark job";
  return new LearningError('learning.model_invalid', `The file is not a model that can be taken in (${why}): ${known}.`, 'file');
}
