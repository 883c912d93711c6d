package io.wagateway.engine.conformance;

import io.wagateway.engine.conformance.Scenario.Expected;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All results as one table: a column for each engine, a row for each scenario. */
final class Table {
    /**
     * One cell.
     *
     * @param status what the gateway answered
     * @param problems what was wrong with that; empty if nothing was wrong
     */
    record Cell(int status, List<String> problems) {}

    private final Map<Scenario, Map<Column, Cell>> rows = new LinkedHashMap<>();

    Table(List<Scenario> scenarios) {
        scenarios.forEach(scenario -> rows.put(scenario, new java.util.concurrent.ConcurrentHashMap<>()));
    }

    void put(Scenario scenario, Column column, Cell cell) {
        rows.get(scenario).put(column, cell);
    }

    Map<Column, Cell> row(Scenario scenario) {
        return rows.get(scenario);
    }

    /** A mark stands behind a cell that is an exception, with a reason below; an exclamation mark behind a wrong one. */
    String print() {
        List<String> reasons = new ArrayList<>();
        StringBuilder text = new StringBuilder(String.format("%-42s", ""));
        for (Column column : Column.values()) {
            text.append(String.format("%-12s", column.label()));
        }
        rows.forEach((scenario, cells) -> {
            text.append('\n').append(String.format("%-42s", scenario.name()));
            for (Column column : Column.values()) {
                text.append(String.format("%-12s", cell(scenario, column, cells.get(column), reasons)));
            }
        });
        text.append("\n\n");
        for (int i = 0; i < reasons.size(); i++) {
            text.append(mark(i)).append("  ").append(reasons.get(i)).append('\n');
        }
        return text.append("-  the engine cannot have that\n!  not as it must be\n")
                .toString();
    }

    private static String cell(Scenario scenario, Column column, Cell cell, List<String> reasons) {
        Expected expected = scenario.expected(column);
        if (expected == null || cell == null) {
            return "-";
        }
        String reason = "";
        if (expected.reason() != null) {
            if (!reasons.contains(expected.reason())) {
                reasons.add(expected.reason());
            }
            reason = " " + mark(reasons.indexOf(expected.reason()));
        }
        return cell.status() + reason + (cell.problems().isEmpty() ? "" : " !");
    }

    private static String mark(int index) {
        return String.valueOf((char) ('a' + index));
    }
}
