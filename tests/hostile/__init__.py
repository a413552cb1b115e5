"""Words that want to run, in every place that people can put words: in a real browser that nothing protects."""
