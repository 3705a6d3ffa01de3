package adapt4j.nn;

import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Looks for blocks in the fields of a block's class, where DJL's list of children does not show.
 */
final class Fields {
  private static final int DEEPEST = 4;

  private final Set<Block> wanted;
  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

  private Fields(Set<Block> wanted) {
    this.wanted = wanted;
  }

  /**
   * The block, of some, that another block keeps in a field: as such, in a collection, map or
   * array, or captured by a lambda or another object there. What other blocks keep is their affair.
   *
   * @return null if there is none
   */
  static Block holding(Block holder, Set<Block> wanted) {
    return new Fields(wanted).inFields(holder, 0);
  }

  private Block inFields(Object object, int depth) {
    for (Class<?> c = object.getClass(); c != null && ours(c); c = c.getSuperclass()) {
      for (Field field : c.getDeclaredFields()) {
        if (Modifier.isStatic(field.getModifiers()) || field.getType().isPrimitive()) {
          continue;
        }
        Block found = in(value(field, object), depth + 1);
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }

  private Block in(Object value, int depth) {
    if (value == null || depth > DEEPEST || !seen.add(value)) {
      return null;
    } else if (value instanceof Block block) {
      return wanted.contains(block) ? block : null;
    } else if (value instanceof Collection<?> many) {
      return inAll(many, depth);
    } else if (value instanceof Map<?, ?> map) {
      return inAll(map.values(), depth);
    } else if (value instanceof Object[] array) {
      return inAll(Arrays.asList(array), depth);
    }
    // Objects of DJL (arrays, parameters) and of Java lead to the whole process.
    String name = value.getClass().getName();
    return name.startsWith("ai.djl.") && !value.getClass().isHidden()
        ? null
        : inFields(value, depth);
  }

  private Block inAll(Collection<?> many, int depth) {
    for (Object one : many) {
      Block found = in(one, depth + 1);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /** Whether a class may have fields that matter: not DJL's base classes, and not Java's own. */
  private static boolean ours(Class<?> c) {
    return !c.isAssignableFrom(AbstractBlock.class) && c.getClassLoader() != null;
  }

  private static Object value(Field field, Object object) {
    try {
      field.setAccessible(true);
      return field.get(object);
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new IllegalArgumentException(
          "It cannot be seen whether " + field + " holds a layer that is to be replaced.", e);
    }
  }
}
