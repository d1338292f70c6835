/**
 * The queues of Postfix: all queue folders of an instance by its spool, or what {@code postqueue -j} says where the spool may not be read.
 *
 * <p>In: the spool's folders, the envelopes of queue files, the logs of deferrals, {@code main.cf}. Out: a scan: counts, ages, messages that wait.
 * Never: reads a message's content; opens a file for writing or by a link; takes a lock; runs anything but {@code postqueue -j}.
 *
 * <p>The spool says all that {@code postqueue} says and also clients, accounts and microseconds, at the price of a look at each file that changed;
 * {@code postqueue} lets the server open every file each time. So the spool is first, and {@code postqueue} is for users who may not read it.
 */
package mailweir.queue.postfix;
