package mailweir.policy.grey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The forms of allow lists that people share, and what is taken from senders. */
class AllowListTest {
  private static final String CLIENTS =
      """
      # a remark
      192.0.2.7
      198.51.100.0/25   # behind it
      203.0.113
      10.20
      2001:db8:1::/48
      mail.example.org
      /^mx[0-9]+\\.pool\\.example$/
      """;

  private static final String RECIPIENTS =
      """
      postmaster@
      joe@example.org
      open.example
      /^list-.*@lists\\.example$/
      """;

  @ParameterizedTest
  @CsvSource({
    "192.0.2.7,,true",
    "192.0.2.8,,false",
    "198.51.100.127,,true",
    "198.51.100.128,,false",
    "203.0.113.200,,true",
    "10.20.200.1,,true",
    "10.21.0.1,,false",
    "2001:db8:1:ff::1,,true",
    "2001:db8:2::1,,false",
    "192.0.2.99,mail.example.org,true",
    "192.0.2.99,a.MAIL.example.org,true",
    "192.0.2.99,xmail.example.org,false",
    "192.0.2.99,mx12.pool.example,true",
    "192.0.2.99,mx12.pool.example.com,false"
  })
  void client_isInTheList(String address, String name, boolean expected) {
    AllowList list = new AllowList();
    List<String> said = new ArrayList<>();
    list.read(AllowList.Kind.CLIENT, "f", CLIENTS, said::add);
    assertEquals(List.of(), said);
    assertEquals(expected, list.hasClient(InetAddress.ofLiteral(address), name));
  }

  @ParameterizedTest
  @CsvSource({
    "postmaster@any.example,true", "postmaster+x@any.example,true", "xpostmaster@any.example,false",
    "joe@example.org,true", "joe+tag@example.org,true", "jim@example.org,false",
    "any@open.example,true", "any@sub.open.example,true", "any@notopen.example,false",
    "list-a@lists.example,true", "alist-a@lists.example,false"
  })
  void recipient_isInTheList(String recipient, boolean expected) {
    AllowList list = new AllowList();
    list.read(AllowList.Kind.RECIPIENT, "f", RECIPIENTS, s -> {});
    assertEquals(expected, list.hasRecipient(recipient));
  }

  @Test
  void line_thatIsWrong_isToldWithItsPlace_andTheOthersHold() {
    AllowList list = new AllowList();
    List<String> said = new ArrayList<>();
    list.read(
        AllowList.Kind.CLIENT,
        "clients",
        "192.0.2.1\n/(/\n300.1.1.1\na b\n10.0.0.0/40\n192.0.2.2",
        said::add);
    assertEquals(4, said.size(), said.toString());
    assertTrue(
        said.getFirst().startsWith("clients:2: /(/ is no regular expression"), said.toString());
    assertTrue(list.hasClient(InetAddress.ofLiteral("192.0.2.2"), null));
  }

  @Test
  void shippedLists_areWithoutFault() {
    List<String> said = new ArrayList<>();
    AllowList clients = AllowList.of(AllowList.Kind.CLIENT, List.of(), true, said::add);
    AllowList recipients = AllowList.of(AllowList.Kind.RECIPIENT, List.of(), true, said::add);
    assertEquals(List.of(), said);
    assertTrue(clients.hasClient(InetAddress.ofLiteral("192.0.2.1"), "mail-ej1-f41.google.com"));
    assertFalse(clients.hasClient(InetAddress.ofLiteral("192.0.2.1"), "google.com.evil.example"));
    assertTrue(recipients.hasRecipient("postmaster@here.example"));
  }

  @ParameterizedTest
  @CsvSource({
    "Joe@Example.ORG,joe@example.org",
    "prvs=0123456789=joe@a.example,joe@a.example",
    "prvs=joe=0123456789@a.example,joe@a.example",
    "btv1==1234abcd==joe@a.example,joe@a.example",
    "SRS0=HHH=TT=orig.example=joe@fwd.example,srs0=orig.example=joe@fwd.example",
    "SRS0+HHH=TT=orig.example=joe@fwd.example,srs0=orig.example=joe@fwd.example",
    "SRS1=HHH=first.example==KKK=TT=orig.example=joe@f2.example,srs1=first.example=orig.example=joe@f2.example",
    "list-bounces+user=dom@l.example,list-bounces@l.example",
    "bounce-123-456-user@l.example,bounce-#-#-user@l.example",
    "a1@l.example,a1@l.example",
    "0100018b2c3d4e5f-12345678-90ab-000000@ses.example,#-#-90ab-#@ses.example",
    "deadbeef@l.example,deadbeef@l.example",
    "'',''",
    "nodomain,nodomain"
  })
  void sender_losesWhatChangesFromMailToMail(String sender, String expected) {
    assertEquals(expected, Sender.normal(sender));
  }
}
