package mailweir.journey;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages in Courier's queue. */
class CourierStoriesTest {
  @Test
  void delivered_toAMailboxAndAnotherHost_oneDeferredFirst() {
    Told told =
        Told.of(
            """
            2026-03-01T10:00:00.1Z mx1 courieresmtpd: started,ip=[::ffff:192.0.2.1]
            2026-03-01T10:00:00.2Z mx1 courierd: newmsg,id=0038C081.4D026173.000051A4: dns; a (mail.a.example [::ffff:192.0.2.1])
            2026-03-01T10:00:00.3Z mx1 courierd: started,id=0038C081.4D026173.000051A4,from=<x@a.example>,module=local,host=u!!1!1!/home/u!!,addr=<u>
            2026-03-01T10:00:00.3Z mx1 courierd: started,id=0038C081.4D026173.000051A4,from=<x@a.example>,module=esmtp,host=c.example,addr=<r@c.example>
            2026-03-01T10:00:00.4Z mx1 courierlocal: id=0038C081.4D026173.000051A4,from=<x@a.example>,addr=<u@b.example>,size=329,success: Message delivered.
            2026-03-01T10:00:00.5Z mx1 courieresmtp: id=0038C081.4D026173.000051A4,from=<x@a.example>,addr=<r@c.example>: 450 Later
            2026-03-01T10:00:00.5Z mx1 courieresmtp: id=0038C081.4D026173.000051A4,from=<x@a.example>,addr=<r@c.example>,size=329,status: deferred
            2026-03-01T10:05:00.3Z mx1 courierd: started,id=0038C081.4D026173.000051A4,from=<x@a.example>,module=esmtp,host=c.example,addr=<r@c.example>
            2026-03-01T10:05:00.5Z mx1 courieresmtp: id=0038C081.4D026173.000051A4,from=<x@a.example>,addr=<r@c.example>,size=329,success: delivered: mx.c.example [203.0.113.5]
            2026-03-01T10:05:00.5Z mx1 courieresmtp: id=0038C081.4D026173.000051A4,from=<x@a.example>,addr=<r@c.example>,size=329,status: success
            2026-03-01T10:05:00.6Z mx1 courierd: completed,id=0038C081.4D026173.000051A4
            """);
    assertEquals(
        List.of(1L, 1L, 2L, 1L, 1L, 1L, 0L),
        told.count(
            "connections",
            "accepted",
            "delivered",
            "delivered.local",
            "delivered.smtp",
            "deferred",
            "unaccounted"));
  }
}
