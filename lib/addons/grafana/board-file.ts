import { Construct } from 'constructs';
import { configMap } from '../parts/objects';
import { printed } from './boards';
import type { Board } from './model';

/** One dashboard, in a ConfigMap of its own: what a change of it touches is a file of its own. */
export class BoardFile extends Construct {
  readonly configMap: string;

  constructor(scope: Construct, board: Board, namespace: string) {
    super(scope, board.file);
    this.configMap = board.file;
    configMap(this, 'Resource', { name: board.file, namespace, data: { [`${board.file}.json`]: printed(board) } });
  }
}
