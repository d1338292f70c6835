package mailweir.action.carry;

import java.util.List;
import mailweir.action.Target;
import mailweir.queue.Place;

/**
 * Handles the messages of one place by the means of its server. Each call takes many messages, so that a program is run once for many where
 * the server's tool takes many; outcomes stand in the order of the targets, one for each.
 *
 * <p>Before a message is touched, all that its target says is compared with what stands there ({@link Target}: id, arrival as exact as the
 * server keeps it, sender, size where it is known); what differs is {@link Outcome#CHANGED} and stays as it is. All calls may be repeated:
 * what is done already is {@link Outcome#DONE}. Nothing here throws for what a queue may hold: that is {@link Outcome#failed}. Not safe
 * for threads; called one at a time for a host.
 */
public interface Hands {
  /** Whose messages; its {@link Place#server()} tells the kind. */
  Place place();

  /** No attempt is made until they are released. What the server has in hand at this moment may still be delivered: that one is failed. */
  List<Outcome> hold(List<Target> targets);

  /** Held ones wait for their next attempt. */
  List<Outcome> release(List<Target> targets);

  /** Their next attempt is made now. A held one is not attempted: failed, with that note. */
  List<Outcome> retry(List<Target> targets);

  /**
   * Hold, compare, archive, remove. A message is put into the archive whole ({@link Archive#put}), the archive is sealed ({@link
   * Archive#seal}), and only then is it removed. One that the archive has sealed already and that is not there any more was removed before a
   * crash: done. One that is sealed already and still there, unchanged, is removed without being put again.
   */
  List<Outcome> remove(List<Target> targets, Archive to);

  /**
   * Puts messages back as they were: same envelope, same bytes, same arrival as far as the server lets; the id where the server lets,
   * else the note says the new one. They wait as they waited before; those that are there already are not put twice.
   */
  List<Outcome> restore(Archive from, List<Archive.Entry> entries);
}
