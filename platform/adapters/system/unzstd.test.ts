import { unzstdSuite } from '#ports/unzstd.suite.ts';
import { unzstd } from './unzstd.ts';

unzstdSuite('zstd of Node', unzstd);
