import type { QueueModelGaps } from '#ports/queue.model.ts';

/** Where SQS, or fauxqs which stands in for it, is not held to the model of Queue. */
export const FAUXQS_GAPS: QueueModelGaps = {
  'time passes':
    'fauxqs goes by the clock of the machine: delays and visibilities are none, or longer than the test',
  'a receive with a visibility of 0 counts nothing as in flight':
    'fauxqs counts a message as in flight until the next receive looks, however long ago it came back',
  'a receipt serves until the next delivery':
    'a receipt is void in fauxqs, and on FIFO queues of SQS, as soon as its message is visible again',
  'groups are served in turn':
    'SQS holds a group back only when 30 of its messages and a tenth of all are in flight; fauxqs never does',
  'a message of a standard queue has its group':
    'fauxqs keeps no group of messages on standard queues; SQS does',
  'a peek shows all messages and changes nothing':
    'SQS has no peek: it is a receive that hands back, grows the counts of receives and takes a second',
  'counts tell the oldest': 'SQS tells the age of the oldest message to CloudWatch alone',
};
