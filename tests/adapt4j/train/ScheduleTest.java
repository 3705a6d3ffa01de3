package adapt4j.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ScheduleTest {
  @Test
  void cosineFallsFromAllToNothingAndIsHalfInTheMiddle() {
    Schedule cosine = Schedule.cosine();
    assertEquals(1, cosine.at(1, 100));
    assertEquals(0.5, cosine.at(51, 100), 1e-12);
    assertEquals(0, cosine.at(101, 100), 1e-12);
  }

  @Test
  void linearFallsByTheSameShareEachStep() {
    assertEquals(1, Schedule.linear().at(1, 4));
    assertEquals(0.75, Schedule.linear().at(2, 4));
    assertEquals(0.25, Schedule.linear().at(4, 4));
  }

  @Test
  void aWarmUpRisesAndThenTheScheduleBegins() {
    Schedule schedule = Schedule.linear().warmUp(10);
    assertEquals(0.1, schedule.at(1, 110), 1e-12);
    assertEquals(1, schedule.at(10, 110));
    assertEquals(1, schedule.at(11, 110));
    assertEquals(0.5, schedule.at(61, 110), 1e-12);
    assertThrows(IllegalArgumentException.class, () -> Schedule.constant().warmUp(0));
  }
}
