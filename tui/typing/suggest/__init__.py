"""What a field may hold: restored names, completed places and phrases, values that follow from what is known. Pure.

`suggester.LearningSuggester` is the way in; the other modules each know one source of suggestions.
"""
