package io.aegate.weights;

import io.aegate.image.RefusedInputException;
import io.aegate.weights.Pickled.Dict;
import io.aegate.weights.Pickled.Leaf;
import io.aegate.weights.Pickled.Sequence;
import io.aegate.weights.Pickled.Text;
import io.aegate.weights.Pickled.Truth;
import io.aegate.weights.Pickled.Whole;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads one pickle as data: a stack machine over {@link PickleOpcode} that makes {@link Pickled} values and asks its
 * vocabulary about every name.
 *
 * <p>It runs nothing and does not recurse; stack, memo and containers grow only as the budget is spent.
 */
final class PickleMachine {

    private static final int NEWEST_PROTOCOL = 5;
    private static final int LONGEST_INTEGER = 255;

    private final WeightFile file;
    private final Cursor cursor;
    private final PickleVocabulary vocabulary;
    private final PickleBudget budget;

    private final List<Pickled> stack = new ArrayList<>();
    private final Deque<Integer> marks = new ArrayDeque<>();
    private final Map<Long, Pickled> memo = new HashMap<>();

    /** Position of the opcode at work. */
    private long at;

    private PickleMachine(WeightFile file, Cursor cursor, PickleVocabulary vocabulary, PickleBudget budget) {
        this.file = file;
        this.cursor = cursor;
        this.vocabulary = vocabulary;
        this.budget = budget;
    }

    /** The value of the pickle that begins at the cursor, which then stands behind it. */
    static Pickled read(WeightFile file, Cursor cursor, PickleVocabulary vocabulary, PickleBudget budget) {
        return new PickleMachine(file, cursor, vocabulary, budget).run();
    }

    private Pickled run() {
        while (true) {
            at = cursor.position();
            budget.spend(1, at);
            int code = cursor.unsignedByte();
            PickleOpcode opcode = PickleOpcode.of(code)
                    .orElseThrow(() -> file.refused(
                            "uses the pickle opcode 0x%02x at byte %d, which tensors do not need; ".formatted(code, at)
                                    + "export it again with torch.save(model.state_dict(), ...)."));
            if (opcode == PickleOpcode.STOP) {
                return pop();
            }
            step(opcode);
        }
    }

    private void step(PickleOpcode opcode) {
        switch (opcode) {
            case PROTO -> protocol(cursor.unsignedByte());
            case FRAME -> frame(cursor.eightBytes());
            case MARK -> marks.push(stack.size());
            case POP -> pop();
            case POP_MARK -> popToMark();
            case NONE -> push(Pickled.NONE);
            case NEWTRUE -> push(new Truth(true));
            case NEWFALSE -> push(new Truth(false));
            case BININT -> push(Whole.of(cursor.signedInt()));
            case BININT1 -> push(Whole.of(cursor.unsignedByte()));
            case BININT2 -> push(Whole.of(cursor.unsignedShort()));
            case LONG1 -> integer(cursor.unsignedByte());
            case LONG4 -> integer(cursor.unsignedInt());
            case BINFLOAT -> leaf("a float", Double.BYTES);
            case BINUNICODE, BINSTRING -> push(new Text(cursor.text(cursor.unsignedInt())));
            case SHORT_BINUNICODE, SHORT_BINSTRING -> push(new Text(cursor.text(cursor.unsignedByte())));
            case BINUNICODE8 -> push(new Text(cursor.text(cursor.eightBytes())));
            case BINBYTES -> leaf("bytes", cursor.unsignedInt());
            case SHORT_BINBYTES -> leaf("bytes", cursor.unsignedByte());
            case BINBYTES8 -> leaf("bytes", cursor.eightBytes());
            case EMPTY_LIST -> push(Sequence.list());
            case EMPTY_SET -> push(Sequence.set());
            case APPEND -> extend("a list", List.of(pop()));
            case APPENDS -> extend("a list", popToMark());
            case ADDITEMS -> extend("a set", popToMark());
            case EMPTY_TUPLE -> push(Sequence.tuple(List.of()));
            case TUPLE -> push(Sequence.tuple(popToMark()));
            case TUPLE1 -> tuple(1);
            case TUPLE2 -> tuple(2);
            case TUPLE3 -> tuple(3);
            case EMPTY_DICT -> push(new Dict());
            case SETITEM -> setItems(popped(2));
            case SETITEMS -> setItems(popToMark());
            case BINGET -> recall(cursor.unsignedByte());
            case LONG_BINGET -> recall(cursor.unsignedInt());
            case BINPUT -> memo.put((long) cursor.unsignedByte(), top());
            case LONG_BINPUT -> memo.put(cursor.unsignedInt(), top());
            case MEMOIZE -> memo.put((long) memo.size(), top());
            case GLOBAL -> push(vocabulary.global(cursor.line(), cursor.line(), at));
            case STACK_GLOBAL -> stackGlobal();
            case REDUCE -> reduce();
            case BUILD -> build();
            case NEWOBJ -> create();
            case BINPERSID -> push(vocabulary.persistent(pop(), at));
            case STOP -> throw new IllegalStateException("STOP ends the run");
        }
    }

    private void protocol(int version) {
        if (version > NEWEST_PROTOCOL) {
            throw file.damaged(at, "pickle protocol " + version + " does not exist (2 to 5 do)");
        }
    }

    private void frame(long length) {
        if (length < 0 || length > cursor.remaining()) {
            throw file.damaged(
                    at,
                    "a frame of " + Long.toUnsignedString(length) + " bytes begins, but " + cursor.remaining()
                            + " are left");
        }
    }

    private void integer(long length) {
        if (length > LONGEST_INTEGER) {
            throw file.damaged(at, "an integer has " + length + " bytes (at most 255 are read)");
        }
        push(new Whole(cursor.integer((int) length)));
    }

    private void leaf(String kind, long length) {
        cursor.skip(length);
        push(new Leaf(kind));
    }

    private void tuple(int length) {
        push(Sequence.tuple(popped(length)));
    }

    private void extend(String kind, List<Pickled> values) {
        Pickled target = top();
        if (!(target instanceof Sequence sequence && sequence.kind().equals(kind))) {
            throw expected(kind, target);
        }
        sequence.values().addAll(values);
    }

    private void setItems(List<Pickled> keysAndValues) {
        Pickled target = top();
        if (!(target instanceof Dict dict)) {
            throw expected("a dict", target);
        }
        if (keysAndValues.size() % 2 != 0) {
            throw file.damaged(at, "a dict gets a key without a value");
        }
        for (int i = 0; i < keysAndValues.size(); i += 2) {
            dict.put(keysAndValues.get(i), keysAndValues.get(i + 1));
        }
    }

    private void recall(long index) {
        Pickled value = memo.get(index);
        if (value == null) {
            throw file.damaged(at, "memo entry " + index + " is read but was never stored");
        }
        push(value);
    }

    private void stackGlobal() {
        Pickled name = pop();
        Pickled module = pop();
        if (!(name instanceof Text nameText)) {
            throw expected("a string", name);
        }
        if (!(module instanceof Text moduleText)) {
            throw expected("a string", module);
        }
        push(vocabulary.global(moduleText.value(), nameText.value(), at));
    }

    private void reduce() {
        Pickled arguments = pop();
        Pickled function = pop();
        if (!(arguments instanceof Sequence sequence && sequence.kind().equals("a tuple"))) {
            throw expected("a tuple", arguments);
        }
        push(vocabulary.call(function, sequence.values(), at));
    }

    private void create() {
        Pickled arguments = pop();
        Pickled type = pop();
        if (!(arguments instanceof Sequence sequence
                && sequence.kind().equals("a tuple")
                && sequence.values().isEmpty())) {
            throw expected("an empty tuple", arguments);
        }
        push(vocabulary.create(type, at));
    }

    private void build() {
        Pickled state = pop();
        vocabulary.build(top(), state, at);
    }

    private void push(Pickled value) {
        stack.add(value);
    }

    private Pickled top() {
        if (stack.size() <= floor()) {
            throw file.damaged(at, "the pickle needs a value where it has none");
        }
        return stack.get(stack.size() - 1);
    }

    private Pickled pop() {
        Pickled top = top();
        stack.remove(stack.size() - 1);
        return top;
    }

    private List<Pickled> popped(int count) {
        if (stack.size() - floor() < count) {
            throw file.damaged(at, "the pickle needs a value where it has none");
        }
        return removeFrom(stack.size() - count);
    }

    private List<Pickled> popToMark() {
        if (marks.isEmpty()) {
            throw file.damaged(at, "the pickle ends a group that it never began");
        }
        return removeFrom(marks.pop());
    }

    private List<Pickled> removeFrom(int start) {
        List<Pickled> tail = stack.subList(start, stack.size());
        List<Pickled> removed = new ArrayList<>(tail);
        tail.clear();
        return removed;
    }

    /** Values below the latest mark belong to another group. */
    private int floor() {
        return marks.isEmpty() ? 0 : marks.peek();
    }

    private RefusedInputException expected(String kind, Pickled found) {
        return file.damaged(at, kind + " is needed, but the pickle has " + found.kind());
    }
}
