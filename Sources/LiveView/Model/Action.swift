// Action.swift: what a key can ask for.

/// What a key asks for.
package enum Action: Equatable {
    package enum Move: Equatable { case up, down, pageUp, pageDown, halfUp, halfDown, left, right, lineStart, lineEnd }

    case help, quit, interrupt, back, nextPane, previousPane
    case move(Move)
    case oldest, newest, toggleFollow, togglePause
    case search, searchNext, searchPrevious, nextError, previousError
    case editFilter, clearFilters, listFilters, listKinds, toggleNew, toggleTimeline, only, hide, stricter, looser,
        showContext
    case open, mark, nextMark, previousMark, showWatched, clearView
    case toggleTime, nextTimeStyle, chooseColumns, toggleWrap, zoom
    case sort(Int)
    case sortByErrors, sortLeft, sortRight, reverseSort, freezeOrder, toggleBytes, resetCounters
    case copy, copyWithFacts, save, plainText
    case handlers, faster, slower, toggleMouse, redraw, refuseStop
    // While something is typed.
    case insert(Character)
    case paste(String)
    case eraseBackward, eraseForward, eraseWord, eraseAll
    case cursorLeft, cursorRight, cursorStart, cursorEnd, olderText, newerText, switchPrompt, switchFormat, accept,
        cancel
    // In overlays.
    case nextField, previousField, toggleRaw, toggleFieldColumn
    case reload, toggleItem, deleteItem, useItem, editItem, addItem, saveItem, toggleWatch, nextColour, yes, no
}

/// What the terminal, or the program around it, has to do for an action.
package enum Effect: Equatable {
    case none
    /// Redraw everything: what the terminal shows may be wrong.
    case redraw
    /// Shut the collector down gracefully.
    case end
    /// Have the collector read its configuration again.
    case reload
    /// Put the line on the clipboard of the terminal; with who sent it and when.
    case copy(sequence: UInt64, withFacts: Bool)
    /// Write lines to a file of this name; with who sent each and when.
    case save(path: String, SaveScope, withFacts: Bool)
    /// Read the saved filters again: another view may have changed them.
    case readSavedFilters
    case changeSavedFilters(SavedFilterChange)
    /// Leave the screen and print the lines in sight.
    case plainText
    case setMouse(Bool)
    /// Forget the counters of the view.
    case resetCounters
}
