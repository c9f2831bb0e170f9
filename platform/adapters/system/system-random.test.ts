import { randomSuite } from '#ports/random.suite.ts';
import { systemRandom } from './system-random.ts';

randomSuite('systemRandom', systemRandom);
