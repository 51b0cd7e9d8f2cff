"""What a careful colleague adds to code that is right: types from the signature, and a sentence from the description.

Pure. Only comments, annotations, docstrings and the imports that annotations need are added, over the code's own syntax
tree and where the code has none of its own; each module shows that nothing else is different, or adds nothing.
"""
