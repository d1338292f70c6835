package mailweir;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Page;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The browser that other tests look through: it runs here, and what a page complains of is heard. */
class ChromiumTest {
  @Test
  void page_isRenderedAndItsErrorsAreHeard() {
    try (Chromium chromium = Chromium.open()) {
      Page page = chromium.page();
      page.setContent(
          "<h1>weir</h1><script>document.title = 'run'; console.error('heard')</script>");
      assertEquals("weir", page.textContent("h1"));
      assertEquals("run", page.title());
      assertEquals(List.of("heard"), chromium.complaints());
    }
  }
}
