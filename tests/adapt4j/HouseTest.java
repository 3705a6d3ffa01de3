package adapt4j;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The arrows between the rooms of the house point one way. */
class HouseTest {
  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("adapt4j");

  @Test
  void nothingGoesInACircle() {
    slices().matching("adapt4j.(*)..").should().beFreeOfCycles().check(HOUSE);
  }

  @Test
  void showIsTheGroundFloor() {
    room(
        "show",
        "adapt4j",
        "data",
        "nn",
        "train",
        "transfer",
        "text",
        "lora",
        "meta",
        "lesson",
        "kernel",
        "cli");
  }

  @Test
  void theLabKnowsNoRoom() {
    noClasses()
        .that()
        .resideInAPackage("adapt4j")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("adapt4j.*..")
        .check(HOUSE);
  }

  @Test
  void dataAndNetsStandBelowTraining() {
    room("data", "nn", "train", "transfer", "text", "lora", "meta", "lesson", "kernel", "cli");
    room(
        "nn",
        "show",
        "data",
        "train",
        "transfer",
        "text",
        "lora",
        "meta",
        "lesson",
        "kernel",
        "cli");
    room("train", "transfer", "text", "lora", "meta", "lesson", "kernel", "cli");
  }

  @Test
  void conceptsStandOnTraining() {
    room("transfer", "text", "lora", "meta", "lesson", "kernel", "cli");
    room("text", "transfer", "lora", "meta", "lesson", "kernel", "cli");
    room("lora", "transfer", "text", "meta", "lesson", "kernel", "cli");
    room("meta", "transfer", "text", "lora", "lesson", "kernel", "cli");
  }

  @Test
  void onlyTheCommandsKnowTheKernel() {
    room(
        "kernel",
        "adapt4j",
        "show",
        "data",
        "nn",
        "train",
        "transfer",
        "text",
        "lora",
        "meta",
        "lesson",
        "cli");
    room("lesson", "kernel", "cli");
  }

  @Test
  void noRoomIsTiedToANotebookKernel() {
    noClasses()
        .that()
        .resideOutsideOfPackages("adapt4j.kernel..", "adapt4j.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.dflib.jjava..", "io.github.spencerpark..")
        .check(HOUSE);
  }

  /** The classes of a room use none of the others; "adapt4j" stands for {@link Lab} itself. */
  private static void room(String name, String... others) {
    assertTrue(HOUSE.containPackage("adapt4j." + name), () -> "there is no room " + name);
    String[] packages = new String[others.length];
    for (int i = 0; i < others.length; i++) {
      String other = others[i].equals("adapt4j") ? "adapt4j" : "adapt4j." + others[i];
      assertTrue(HOUSE.containPackage(other), () -> "there is no room " + other);
      packages[i] = other.equals("adapt4j") ? other : other + "..";
    }
    noClasses()
        .that()
        .resideInAPackage("adapt4j." + name + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(packages)
        .check(HOUSE);
  }
}
