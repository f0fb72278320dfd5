// LiveModel+Timeline.swift: the timeline counts the lines of the filter in use, while it is open.
import CollectorCore

extension LiveModel {
    /// Nothing is counted while it is closed.
    mutating func refreshTimeline() {
        guard state.timeline != nil else {
            tables.timeline = nil
            return
        }
        let (filter, window) = (tables.pager.stream.index?.matcher, tables.pager.stream.window)
        if tables.timeline == nil {
            tables.timeline = TimelineMaker(TimelineCount(filter, over: window))
        } else if tables.timeline?.count.filter !== filter {
            tables.timeline?.count.use(filter, over: window)
        }
        tables.timeline?.count.watch(tables.watches.list, over: window)
    }

    /// A key that looks for errors must not miss those that have not been counted yet.
    mutating func completeTimeline(for action: Action) {
        guard state.focus == .timeline, action == .nextError || action == .previousError,
            arrangement.timeline?.timeline.isCounted == false
        else { return }
        let stream = tables.pager.stream
        tables.timeline?.count.advanceErrors(over: stream.window, until: stream.isOver)
        rearrange()
    }
}
